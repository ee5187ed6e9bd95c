-- Refunds that were begun at a gateway itself: each is recorded once, a return and a refund of the same one apart.
CREATE UNIQUE INDEX refunds_gateway_reference ON refunds (method, gateway_reference, purpose) WHERE origin = 'gateway';
