CREATE TABLE a (id integer PRIMARY KEY DEFAULT 5, state text NOT NULL DEFAULT 'new', n integer DEFAULT 0, at timestamptz DEFAULT now(),
    flag boolean NOT NULL DEFAULT true, twice integer GENERATED ALWAYS AS (n * 2) STORED, day date DEFAULT current_date,
    words text DEFAULT 'it''s' || 'so', rate numeric(3,2) DEFAULT 0.5);
