CREATE TABLE a (x integer, y text, PRIMARY KEY (x, y));
CREATE TABLE b (x integer, y text, z date, PRIMARY KEY (x, y, z), FOREIGN KEY (x, y) REFERENCES a);
CREATE TABLE c (x integer, y text, z date, n smallint, PRIMARY KEY (x, y, z, n), FOREIGN KEY (x, y, z) REFERENCES b);
CREATE TABLE d (id serial PRIMARY KEY, x integer, y text, z date, n smallint, FOREIGN KEY (x, y, z, n) REFERENCES c MATCH FULL);
