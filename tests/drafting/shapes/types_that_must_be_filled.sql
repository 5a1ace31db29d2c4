CREATE TABLE types (a inet NOT NULL, b cidr NOT NULL, c macaddr NOT NULL, d tsvector NOT NULL,
    e int4range NOT NULL, f tstzrange NOT NULL, g point NOT NULL, h money NOT NULL, j name NOT NULL,
    l daterange NOT NULL);
