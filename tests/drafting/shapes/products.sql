CREATE TABLE a (n smallint NOT NULL CHECK (n > 0), price numeric(5,2) NOT NULL, tax numeric(3,2) NOT NULL CHECK (tax >= 0),
    total numeric(6,2) NOT NULL CHECK (total >= 0), CHECK (total = n * price), fee integer, whole integer, CHECK (whole = fee + n));
