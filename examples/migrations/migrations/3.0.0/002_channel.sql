-- Expand: 2.0.0 leaves the column out, and gets the default.
ALTER TABLE orders ADD COLUMN channel VARCHAR(20) NOT NULL DEFAULT 'web';
