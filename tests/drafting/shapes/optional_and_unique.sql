-- What is unique may be empty, and often is; not where another table refers to it, or where a rule tells NULLs apart.
CREATE TABLE persons (
    id serial PRIMARY KEY,
    email varchar(80) UNIQUE,
    insurance_no text UNIQUE CHECK (insurance_no ~ '^[0-9]{9}$'),
    staff_no integer UNIQUE,
    badge uuid UNIQUE DEFAULT gen_random_uuid(),
    born date UNIQUE,
    code text UNIQUE,
    nick text,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    closed_no integer UNIQUE,
    CHECK ((state = 'closed') = (closed_no IS NOT NULL)),
    UNIQUE (nick, born)
);
CREATE UNIQUE INDEX ON persons (lower(nick));
CREATE TABLE lockers (id serial PRIMARY KEY, person_id integer UNIQUE REFERENCES persons, code text REFERENCES persons (code));
