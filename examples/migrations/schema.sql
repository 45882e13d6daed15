-- What orders 1.4.0 has: amounts of money with a decimal point, which is what 2.0.0 gets rid of.
CREATE TABLE orders (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  item VARCHAR(80) NOT NULL,
  quantity INT NOT NULL,
  total DECIMAL(10, 2) NOT NULL DEFAULT 0,
  placed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (id)
) ENGINE = InnoDB;

INSERT INTO orders (item, quantity, total)
SELECT ELT(1 + seq % 3, 'storm lantern', 'tide table 2027', 'oilskin'), 1 + seq % 5, (1 + seq % 5) * 12.5
FROM seq_1_to_50000;
