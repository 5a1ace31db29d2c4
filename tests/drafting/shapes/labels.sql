CREATE TYPE answer AS ENUM ('no', 'on', '1.0', 'null', 'it''s', 'a, b', '${x}', 'c: d', ' # e', '"', E'two\nlines', '');
CREATE TABLE answers (id serial PRIMARY KEY, said answer NOT NULL, also answer[]);
COMMENT ON TABLE answers IS 'yes: "no", it''s ${all} # of it';
