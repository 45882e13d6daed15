-- Contract: 2.0.0 still writes the old column, 3.0.0 is the first version that does not.
-- tidegate:contract flag=total-in-cents since=3.0.0
ALTER TABLE orders DROP COLUMN total;
