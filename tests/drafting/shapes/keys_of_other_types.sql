CREATE TABLE a (day date PRIMARY KEY);
CREATE TABLE b (at timestamp PRIMARY KEY);
CREATE TABLE c (amount numeric(8,2) PRIMARY KEY);
CREATE TABLE d (id uuid PRIMARY KEY);
CREATE TABLE e (code char(2) PRIMARY KEY);
CREATE TABLE f (flag boolean PRIMARY KEY);
CREATE TABLE g (n smallint PRIMARY KEY CHECK (n BETWEEN 3 AND 5));
CREATE TABLE h (day date REFERENCES a, at timestamp REFERENCES b, amount numeric(8,2) REFERENCES c, id uuid REFERENCES d,
    code char(2) REFERENCES e, flag boolean REFERENCES f, n integer REFERENCES g);
