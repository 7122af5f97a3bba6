-- Numbers, text, recursion, windows and JSON: each statement walks a different part of the engine.
select 1.0 / 3, 2e300 * 1e10, -0.0, 0.1 + 0.2, round(2.5), round(-2.567, 2), 9223372036854775807 + 1;
select printf('%.17g|%.3f|%e|%x|%08d|%,d', 0.1, 2.0 / 3, 12345.678, 255, 42, 1234567);
select abs(-5), 7 / 2, -7 % 3, 7.0 / 2, 1 << 40, ~5, 5 & 6, 5 | 6, typeof(1 / 2.0), cast('12abc' as integer);
with recursive fib(n, a, b) as (select 1, 0, 1 union all select n + 1, b, a + b from fib where n < 80)
  select n, a from fib where n % 20 = 0;
with recursive
  xs(x) as (values(-2.0) union all select x + 0.08 from xs where x < 1.2),
  ys(y) as (values(-1.0) union all select y + 0.12 from ys where y < 1.0),
  m(iter, cx, cy, x, y) as (
    select 0, x, y, 0.0, 0.0 from xs, ys
    union all
    select iter + 1, cx, cy, x * x - y * y + cx, 2.0 * x * y + cy from m where (x * x + y * y) < 4.0 and iter < 28),
  m2(iter, cx, cy) as (select max(iter), cx, cy from m group by cx, cy),
  rows(t) as (select group_concat(substr(' .+*#', 1 + min(iter / 7, 4), 1), '') from m2 group by cy)
select rtrim(t) from rows;
create table item(id integer primary key, name text, price real, tags text);
with recursive n(i) as (values(1) union all select i + 1 from n where i < 5000)
  insert into item select i, 'item-' || (i * 7919 % 5000), (i * 37 % 1000) / 8.0, json_array(i % 5, i % 7) from n;
create index by_name on item(name);
select count(*), sum(price), avg(price), min(name), max(name), total(id) from item;
select name, price from item where name between 'item-100' and 'item-1005' order by name desc limit 8;
select id, price, rank() over (order by price desc, id), sum(price) over (order by id rows 3 preceding)
  from item where id % 600 = 1;
select json_extract(tags, '$[1]') as t, count(*), group_concat(id % 10, '') from item where id < 60 group by t;
update item set price = price * 1.1 where id % 3 = 0;
delete from item where id % 10 = 9;
select count(*), printf('%.6f', sum(price)) from item;
explain query plan select * from item where name = 'item-5';
select length(randomblob(16)), length(zeroblob(1000)), quote(x'00ff'), unicode('é'), upper('straße'), like('a%', 'ABC');
select strftime('%Y-%m-%d %H:%M:%S', 1234567890, 'unixepoch'), julianday('2000-01-01'), date('2024-02-28', '+2 days');
pragma integrity_check;
