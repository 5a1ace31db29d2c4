CREATE TABLE tenants (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE addresses (tenant_id integer REFERENCES tenants, id serial, street text, PRIMARY KEY (tenant_id, id));
CREATE TABLE people (tenant_id integer NOT NULL REFERENCES tenants, id serial, boss_id integer, home_id integer,
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, boss_id) REFERENCES people, FOREIGN KEY (tenant_id, home_id) REFERENCES addresses);
CREATE TABLE parcels (id serial PRIMARY KEY, from_tenant integer NOT NULL, from_id integer NOT NULL, to_tenant integer, to_id integer,
    FOREIGN KEY (from_tenant, from_id) REFERENCES addresses, FOREIGN KEY (to_tenant, to_id) REFERENCES addresses);
