CREATE TABLE types (a smallint, b integer, c bigint, d numeric, e numeric(3), f numeric(4,4), g real, h double precision,
    i text, j varchar, k varchar(1), l char, m char(3), n boolean, o date, p time, q time(0), r timestamp, s timestamp(2),
    t timestamptz(3), u interval, v interval(0), w uuid, x json, y jsonb, z bytea, aa integer[], ab text[], ac numeric(5,2)[],
    ad date[], ae boolean[], af uuid[], ag numeric(20,10), ah varchar(3)[], ai timestamptz[]);
