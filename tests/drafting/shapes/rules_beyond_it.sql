CREATE TYPE kind AS ENUM ('person', 'firm');
CREATE TABLE a (id serial PRIMARY KEY, kind kind NOT NULL, name text, firm text, n integer NOT NULL CHECK (n % 5 = 0),
    CHECK ((kind = 'person' AND name IS NOT NULL AND firm IS NULL) OR (kind = 'firm' AND firm IS NOT NULL AND name IS NULL)),
    data jsonb NOT NULL CHECK (data ? 'id') DEFAULT '{"id": 1}', tags text[] NOT NULL CHECK (cardinality(tags) <= 3),
    a integer, b integer, CHECK (num_nonnulls(a, b) = 1), c date CHECK (extract(isodow FROM c) < 6), d integer DEFAULT 7 NOT NULL,
    CHECK (d IS DISTINCT FROM 3), started boolean NOT NULL DEFAULT false, at timestamptz, CHECK (NOT started OR at IS NOT NULL));
