-- How the customers' pages look for this vendor: "#rrggbb", and a path on this installation.
ALTER TABLE vendors ADD COLUMN accent TEXT NULL;
ALTER TABLE vendors ADD COLUMN logo_path TEXT NULL;
