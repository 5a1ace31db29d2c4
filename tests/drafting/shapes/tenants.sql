CREATE TABLE tenants (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (tenant_id uuid REFERENCES tenants, id serial, name text, PRIMARY KEY (tenant_id, id));
CREATE TABLE depots (tenant_id uuid NOT NULL REFERENCES tenants, code varchar(6) NOT NULL, PRIMARY KEY (tenant_id, code));
CREATE TABLE tasks (tenant_id uuid NOT NULL REFERENCES tenants, id serial, owner_id integer NOT NULL, helper_id integer,
    PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, owner_id) REFERENCES users, FOREIGN KEY (tenant_id, helper_id) REFERENCES users);
CREATE TABLE shipments (tenant_id uuid NOT NULL REFERENCES tenants, id bigint GENERATED ALWAYS AS IDENTITY, user_id integer NOT NULL,
    from_code varchar(6) NOT NULL, to_code varchar(6) NOT NULL, PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users, FOREIGN KEY (tenant_id, from_code) REFERENCES depots,
    FOREIGN KEY (tenant_id, to_code) REFERENCES depots, CHECK (from_code <> to_code));
