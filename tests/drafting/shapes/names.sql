CREATE TABLE "Order" ("NO" integer PRIMARY KEY, "Null" text, "on" boolean, "select" date, größe text, "x_1" text);
