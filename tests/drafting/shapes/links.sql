CREATE TABLE a (id serial PRIMARY KEY);
CREATE TABLE b (id uuid PRIMARY KEY);
CREATE TABLE c (code varchar(5) PRIMARY KEY);
CREATE TABLE ab (a_id integer REFERENCES a, b_id uuid REFERENCES b, PRIMARY KEY (a_id, b_id));
CREATE TABLE abc (a_id integer REFERENCES a, b_id uuid REFERENCES b, code varchar(5) REFERENCES c, PRIMARY KEY (a_id, b_id, code),
    UNIQUE (a_id, code));
CREATE TABLE more (a_id integer, b_id uuid, n integer, FOREIGN KEY (a_id, b_id) REFERENCES ab,
    PRIMARY KEY (a_id, b_id, n));
