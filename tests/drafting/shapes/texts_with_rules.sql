CREATE TABLE a (a text CHECK (a ~ '^[A-Z]{2}\d+$'), b text NOT NULL CHECK (b LIKE 'X-%_'), c text CHECK (length(c) = 4),
    d varchar(9) CHECK (char_length(d) >= 3), e text CHECK (e <> ''), f text NOT NULL CHECK (f = upper(f)), g text CHECK (f <> g),
    h text NOT NULL CHECK (h ~* '^(foo|bar)-[[:digit:]]+$'), i text NOT NULL CHECK (position('@' in i) > 1), j text CHECK (j !~ '\s'),
    k char(5) NOT NULL UNIQUE CHECK (k ~ '^\d{5}$'), l varchar(2) CHECK (l SIMILAR TO '[a-z]{2}'), m text CHECK (m IN ('a')));
