-- What a payment's card does to its refunds, and what becomes of a refund by itself.
alter table payments add column refund_conduct text null;
-- Order time.
alter table refunds add column status_at integer not null default 0;
-- Wall time at which status becomes due_status by itself; null when nothing is to come.
alter table refunds add column due_at integer null;
alter table refunds add column due_status text null;
alter table refunds add column failure_reason text null;
update refunds set status_at = created_at;

create index refunds_by_due on refunds (due_at) where due_at is not null;
