"""Expressions over the rows of `conftest.COLUMNS`: every listed function and operator, and what has no value for one of the rows."""

from __future__ import annotations


def listed(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]


SAME = listed("""
qty + 1; small + 1; small + small; qty + id; qty + price; price + rate; price + ratio; part + 1; part * 3; day + qty; day + id
day - qty; day - id; day - date '2020-01-01'; as_of - day; day + interval '1 month'; moment + interval '90 minutes'; 3 + day
moment - interval '1 day'; moment - timestamp '2020-01-01 12:00:00'; clock + qty * interval '1 day'
interval '2 hours' + interval '3 days'; moment + id * interval '1 second'; clock - moment; day - interval '1 day'; qty - 1; price - rate
qty - price; ratio - price; qty * id; qty * price; price * rate; price * rate * qty; ratio * price; part * rate; price / 7; fine * fine
fine + price; fine * price; fine / rate; fine / 3; 1 / fine; fine - wide; wide + fine; wide * rate; wide = fine; price / rate
cast(qty as decimal(5,0)) / price; 1 / price; price / (qty * (1 - rate)); cast(price / (qty * (1 - rate)) as decimal(10,2)); price / 2
cast(price / 2 as decimal(10,1)); 2.01 / 2; ratio / 3; price / ratio; 300000 / price; qty * 100000 / 3.0; 1.0 / 3; 2 / 3.0; -7.45 / 3
rate / 0.003
cast(id as decimal(9,0)) / 8.0; cast(2.01 / 2 as decimal(10,2)); cast(-2.01 / 2 as decimal(10,2)); qty / 3.0; id // 7; qty // 2; -7 // 2
qty // small; id // qty; qty % 2; id % 7; price % 2; price % rate; -7 % 3; mod(qty, 2); mod(price, 0.7); -qty; -price; - -qty
-(qty + 1); -ratio; 2 - -qty; abs(qty); abs(price); abs(ratio); floor(price); floor(ratio); floor(qty); ceil(price); ceil(ratio)
ceil(qty); ceiling(rate); round(price); round(ratio); round(qty); round(price, 1); round(rate, 2); round(rate, 9)
round(price * rate, 2); round(-2.5); round(2.345, 2); round(cast(0.5 as double)); round(cast(2.5 as double))
round(cast(-0.5 as double)); round(ratio * 2); sqrt(id); sqrt(abs(price)); sin(ratio); cos(ratio); sin(id); exp(rate); ln(id)
power(ratio, 2); power(id, 0.5); pi(); pi() * ratio; ratio ^ 2; qty = 3; price <> 12.3; price = 12.30; qty < 2.5; qty <= small
ratio > price; part > 0.3; rate >= 0.125; id = 22; day = '2024-02-29'; day < moment; day >= date '2000-01-01'
moment >= '2024-01-01 00:00:00'; clock = moment; name = 'bob-smith'; code < 'b'; code <= 'B'; code > 'a'; code >= 'z'
token = '123E4567-e89b-42d3-a456-426614174000'; ok = true; ok <> false; name < code || 'x'; price is distinct from rate
price is not distinct from null; price is null; name is not null; ok is true; ok is false; ok is not true; (qty > 0) is true; not ok
not (ok and qty > 0); ok and qty > 0; ok or qty > 0; not ok or qty > 0 and id > 3; ok or null; ok and null; qty between 1 and 3
price not between 0 and 20; code between 'A' and 'b'; day between '2000-01-01' and as_of; code || 'x' between 'b' and 'z'; qty in (1, 3)
price in (12.3, 0.05); name in ('bob-smith', 'x'); name not in ('x'); day in ('2024-02-29', as_of); qty in (1, null); qty in (2.0, 3)
case when qty > 1 then 'many' when qty = 1 then 'one' end; case code when 'b' then 1 when 'z' then 2.5 else 0 end
case when ok then price else qty end; case when ok then day else '2020-01-01' end; case when ok then null else name end
case when ok then price end; case when ok then day else moment end; case when ok then 1 else ratio end
case when qty is null then 'none' else '/p/' || qty end; coalesce(qty, 0); coalesce(small, 0) + 1
greatest(small, 1) + 1; (case when ok then small else 1 end) + 1
coalesce(price, rate); coalesce(price, 0)
coalesce(name, 'none'); coalesce(day - qty, as_of); coalesce(null, qty); coalesce(ratio, price, 1); nullif(qty, 3); nullif(name, 'x')
nullif(price, 12.3); price / nullif(qty - 3, 0); greatest(qty, 2); greatest(price, rate); greatest(code, 'c'); least(code, 'c')
least(qty, small); greatest(day, as_of); least(price, null, 5); greatest(ratio, 1); name || '!'
lower(name) || '.' || id || '@example.com'; 'x' || price; 'x' || price * rate; 'x' || (price + 1); 'd' || day; 'u' || token
'r' || price / 7; 'c' || coalesce(price, rate); 'c' || case when ok then price else rate end; 'q' || qty || small; 'm' || moment
'm' || clock; 'a' || -5; 'z' || 1.50; 'z' || 007; 'w' || abs(price); 'w' || round(rate, 2); 'n' || -price; 'q' || price % 2
'g' || greatest(price, rate); 'c' || ceil(price); concat(name, '-', qty); concat(price, day); concat(null, 'x'); name like '%o%'
name like 'a\\_%'; name like '_\\%'; name like code || '%'; name not like '%z%'; name like 'a_b%'; lower(name); upper(name)
upper('straße'); trim(name); trim(both 'b' from name); trim(name, 'ba'); ltrim(name); rtrim(name); trim(leading 'b' from name)
substring(name, 2); substring(name, 2, 3); substring(name, qty, 3); substring(name, qty); substring(name, 0, 2)
substring(name from 2 for id); substr(name, 1, qty); substring(name from 3); replace(name, 'o', '00'); replace(name, '', 'x')
length(name); char_length(code); left(name, 2); left(name, qty); right(name, qty); left(name, id); right(name, -1); lpad(code, 5, '0')
lpad(code, 3); lpad(name, 3, 'xy'); lpad(code, qty, 'ab'); rpad(code, 4, '-'); rpad(code, 2); strpos(name, 'o'); strpos(name, '')
position('o' in name); split_part(name, '-', 2); md5(name); reverse(name); repeat(code, 3); repeat(code, qty); lpad(code, id // 1000, '0')
rpad(code, qty + id // 1000); repeat(name, id // 10000); extract(year from day)
extract(quarter from day); extract(month from day); extract(week from day); extract(day from moment); extract(doy from day)
extract(dow from day); extract(isodow from moment); extract(hour from moment); extract(minute from moment); extract(second from moment)
extract(epoch from moment); extract(epoch from day); extract(hour from clock); date_trunc('year', day); date_trunc('quarter', day)
date_trunc('month', moment); date_trunc('week', day); date_trunc('day', moment); date_trunc('day', day); date_trunc('hour', moment)
date_trunc('minute', clock); date_trunc('second', moment); make_date(2024, 2, 29); make_date(2000 + abs(qty), 1, 1); cast(qty as bigint)
cast(qty as decimal(10,2)); cast(qty as double); cast(qty as text); cast(price as integer); cast(rate as decimal(4,2))
cast(rate as decimal(4,1)); cast(price as text); cast(price as double); cast(ratio as integer); cast(ratio as decimal(12,2))
cast(ratio as decimal(12,1)); cast(0.285e0 as decimal(10,2)); cast(2.5e0 as integer); cast(-2.5e0 as bigint)
cast(ratio as decimal(10,0)); cast(ok as integer); cast(ok as text); cast(day as timestamp); cast(moment as date)
cast(moment as timestamp(0)); cast(moment as timestamp(3)); cast(clock as timestamp); cast(day as text); cast(moment as text)
cast(clock as text); cast(token as text); cast(digits as integer); cast(digits as decimal(5,1)); cast(digits as double); digits::bigint
cast('2024-02-29' as date); cast(name as varchar(3)); cast(qty as varchar(1)); cast(null as integer); cast(part as double)
cast(cast(ratio as real) as double); part; moment::time; cast('10:30' as time); price::decimal(12,4); null; true; 'it''s'; 3; 3000000000
1e3; 0.30; as_of; name; token; 12345678901234567890
""")

FAILING = listed("""
price / (qty - 3); id // (qty - 3); id % (qty - 3); price % (rate - rate); ratio / (ratio - ratio); 1e0 / 0; sqrt(-id); ln(id - 1)
exp(id); power(ratio - ratio, -1); cast(price as smallint); cast(id * 1000000 as integer); qty + 2147483647; id * 9223372036854775807
cast(price * 1000 as decimal(6,2)); cast(ratio as smallint); cast(name as integer); cast('2.5' || digits as integer)
make_date(2023, 2, qty + 28); cast(code as date); ratio / 0; price / 0
""")
