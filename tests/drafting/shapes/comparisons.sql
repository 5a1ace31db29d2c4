CREATE TABLE a (id serial PRIMARY KEY, low integer NOT NULL, mid integer, high integer NOT NULL CHECK (high <= 50),
    CHECK (low < mid), CHECK (mid <= high), born date, died date, buried timestamp, CHECK (died >= born), CHECK (buried > died),
    opens time NOT NULL, closes time NOT NULL, CHECK (opens < closes), cost numeric(6,2), price numeric(6,2), CHECK (price >= cost),
    list numeric(8,3), CHECK (list > price), a1 real, a2 real, CHECK (a2 > a1), s timestamptz(0), m timestamptz, e timestamptz NOT NULL,
    CHECK (s < m AND m <= e), CHECK (s < e), f smallint CHECK (f BETWEEN 0 AND 1), g smallint CHECK (g BETWEEN 0 AND 1), CHECK (f <= g));
