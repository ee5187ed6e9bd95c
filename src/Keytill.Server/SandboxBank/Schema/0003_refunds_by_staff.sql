-- A refund that the merchant's people make on the bank's own pages has no id of the merchant's server.
create table refunds_new (
  id text not null primary key,
  payment_id text not null references payments (id),
  account text not null,
  -- The merchant's own id; null where the refund was made here. Not unique, as for payments.
  reference text null,
  amount integer not null check (amount > 0),
  currency text not null,
  status text not null,
  -- Order time.
  created_at integer not null,
  -- Order time.
  status_at integer not null,
  -- Wall time at which status becomes due_status by itself; null when nothing is to come.
  due_at integer null,
  due_status text null,
  failure_reason text null
) strict;

insert into refunds_new (id, payment_id, account, reference, amount, currency, status, created_at, status_at, due_at, due_status, failure_reason)
select id, payment_id, account, reference, amount, currency, status, created_at, status_at, due_at, due_status, failure_reason from refunds order by rowid;
drop table refunds;
alter table refunds_new rename to refunds;

create index refunds_by_payment on refunds (payment_id);
create index refunds_by_reference on refunds (account, reference);
create index refunds_by_due on refunds (due_at) where due_at is not null;
