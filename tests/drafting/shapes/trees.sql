CREATE TABLE a (id serial PRIMARY KEY, up integer REFERENCES a, CHECK (up < id));
CREATE TABLE b (id uuid PRIMARY KEY, up uuid NOT NULL REFERENCES b);
CREATE TABLE c (x integer, y integer, ux integer, uy integer, PRIMARY KEY (x, y), FOREIGN KEY (ux, uy) REFERENCES c);
CREATE TABLE d (id serial PRIMARY KEY, next integer UNIQUE REFERENCES d);
