CREATE TYPE size AS ENUM ('s', 'm');
CREATE TABLE sizes (size size PRIMARY KEY);
CREATE TABLE a (id serial PRIMARY KEY);
CREATE TABLE a_sizes (a_id integer REFERENCES a, size size REFERENCES sizes, PRIMARY KEY (a_id, size));
CREATE TABLE prices (size size NOT NULL REFERENCES sizes, kind char(1) NOT NULL CHECK (kind IN ('a', 'b')), PRIMARY KEY (size, kind));
