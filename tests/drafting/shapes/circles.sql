CREATE TABLE a (id serial PRIMARY KEY, b_id integer);
CREATE TABLE b (id serial PRIMARY KEY, a_id integer NOT NULL REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b;
CREATE TABLE shops (id serial PRIMARY KEY, manager_id integer NOT NULL UNIQUE);
CREATE TABLE staff (id serial PRIMARY KEY, shop_id integer NOT NULL REFERENCES shops, name text NOT NULL);
ALTER TABLE shops ADD FOREIGN KEY (manager_id) REFERENCES staff;
CREATE TABLE tills (id serial PRIMARY KEY, shop_id integer NOT NULL REFERENCES shops);
