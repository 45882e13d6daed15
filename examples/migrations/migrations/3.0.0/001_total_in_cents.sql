-- Expand: 1.4.0 knows nothing of the new column, and goes on.
ALTER TABLE orders ADD COLUMN total_cents BIGINT NULL;
