-- The bank's own books. Instants are Unix milliseconds; columns of the payment's own (order) time say so.
create table payments (
  id text not null primary key,
  -- The unguessable part of the page's address.
  token text not null unique,
  account text not null,
  -- The merchant's own id. Not unique: a merchant who asks twice under two keys has two payments.
  reference text not null,
  order_number text not null,
  amount integer not null check (amount > 0),
  currency text not null,
  mode text not null,
  return_url text not null,
  notice_url text not null,
  locale text not null,
  status text not null,
  failure_code text null,
  -- What happens when the customer confirms at 3-D Secure; null unless that page is open.
  after_authentication text null,
  -- Order time minus wall time.
  clock_offset_ms integer not null,
  -- Order time.
  created_at integer not null,
  -- Order time.
  status_at integer not null,
  -- Wall time at which status becomes due_status by itself; null when nothing is to come.
  due_at integer null,
  due_status text null,
  due_failure_code text null
) strict;

create index payments_by_reference on payments (account, reference);
create index payments_by_due on payments (due_at) where due_at is not null;

create table charges (
  id text not null primary key,
  -- The bank's own rule: one payment is charged once.
  payment_id text not null unique references payments (id),
  amount integer not null check (amount > 0),
  currency text not null,
  -- Order time.
  charged_at integer not null
) strict;

create table refunds (
  id text not null primary key,
  payment_id text not null references payments (id),
  account text not null,
  -- The merchant's own id. Not unique, as for payments.
  reference text not null,
  amount integer not null check (amount > 0),
  currency text not null,
  status text not null,
  -- Order time.
  created_at integer not null
) strict;

create index refunds_by_payment on refunds (payment_id);
create index refunds_by_reference on refunds (account, reference);

create table idempotency_keys (
  account text not null,
  key text not null,
  request_hash text not null,
  resource_id text not null,
  created_at integer not null,
  primary key (account, key)
) strict, without rowid;

create table notices (
  id text not null primary key,
  payment_id text not null references payments (id),
  type text not null,
  url text not null,
  body text not null,
  created_at integer not null,
  -- Wall time of the next attempt; null once delivered.
  due_at integer null,
  attempts integer not null default 0,
  delivered_at integer null,
  last_error text null
) strict;

create index notices_by_due on notices (due_at) where due_at is not null;
create index notices_by_payment on notices (payment_id) where due_at is not null;
