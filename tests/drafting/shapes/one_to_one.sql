CREATE TABLE a (id serial PRIMARY KEY, name text);
CREATE TABLE b (id integer PRIMARY KEY REFERENCES a, note text);
CREATE TABLE c (id integer PRIMARY KEY REFERENCES b, a_id integer UNIQUE REFERENCES a, note text NOT NULL);
