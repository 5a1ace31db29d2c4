CREATE TABLE tenants (id serial PRIMARY KEY);
CREATE TABLE users (tenant_id integer REFERENCES tenants, id serial, name text, PRIMARY KEY (tenant_id, id));
CREATE TABLE tasks (tenant_id integer NOT NULL REFERENCES tenants, id serial, owner_id integer NOT NULL, helper_id integer,
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, owner_id) REFERENCES users, FOREIGN KEY (tenant_id, helper_id) REFERENCES users);
