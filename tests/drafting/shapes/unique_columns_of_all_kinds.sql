CREATE TABLE a (id bigserial PRIMARY KEY, email text UNIQUE, n integer NOT NULL UNIQUE, day date UNIQUE,
    price numeric(6,2) UNIQUE, token uuid UNIQUE, word varchar(3) UNIQUE, at timestamptz UNIQUE, "order" integer UNIQUE CHECK ("order" > 0));
CREATE UNIQUE INDEX ON a (lower(email));
CREATE UNIQUE INDEX ON a (word) WHERE n > 5;
CREATE UNIQUE INDEX ON a (day, n);
