create table if not exists message (
  number bigint generated always as identity primary key,
  id varchar(36) not null unique,
  channel_id varchar(36) not null,
  author varchar(24) not null,
  text varchar(2000) not null,
  lang varchar(35),
  at timestamp(9) with time zone not null
);

create index if not exists message_of_channel on message (channel_id, number);
