-- Statements for DuckDB; generate.py fills in what follows a dollar: a number, or a list to pick from.

create macro h(i, salt) as (hash(i::bigint * 64 + salt) >> 2)::bigint;
create macro u(i, salt) as (hash(i::bigint * 64 + salt) >> 11) / 9007199254740992.0;
create macro dollars(cents) as (cents::integer * 0.01)::decimal(10,2);
-- A row's place among 100 equal parts; a permutation, since the factor is a prime that does not divide the number of rows.
create macro place(i, factor, n) as ((i * factor) % n) * 100 // n;
-- The customers at 0 to $top - 1 are favoured; they are scattered over the ids.
create macro customer(i, salt) as 1 + (if(u(i, salt) < 0.8, h(i, salt + 1) % $top, $top + h(i, salt + 1) % ($customers - $top)) * 7907) % $customers;
-- The rows of each hour, spread evenly within it, so that time rises with the row and needs no sort.
create macro hourly(hours, weekend, n) as table
    select epoch(start)::bigint as start, (round(n * sum(weight) over w / sum(weight) over ())
        - round(n * (sum(weight) over w - weight) / sum(weight) over ()))::bigint as n
    from (select day + to_hours(hour::integer) as start, if(isodow(day) >= 6, weekend, 1.0) * hours[hour + 1] as weight
        from generate_series(timestamp '2023-10-28', timestamp '2025-10-28', interval 1 day) d(day), range(24) r(hour))
    window w as (order by start rows unbounded preceding);

-- Orders, each with what its lines have to sum to; then the lines; then the orders' real totals.
create temp table aimed as
    with placed as (select row_number() over () as o, start + floor((j + u(start + j, 1)) / n * 3600)::bigint as second
            from (select start, n, unnest(range(n)) as j from hourly($order_hours, 1.4, $orders))),
        chosen as (select o, second, customer(o, 2) as c, $lines[1 + place(o, 7919, $orders)] as k from placed),
        known as (select *, place(c, 7901, $customers) as s from chosen)
    select o, second, c::integer as c, k::tinyint as k, (sum(k) over (rows unbounded preceding) - k)::bigint as before,
        (case when s < 50 then 2020 + h(o, 4) % 12961 when s < 80 then 4020 + h(o, 4) % 15961
            when s < 95 then 8020 + h(o, 4) % 31961 else 15020 + h(o, 4) % 64961 end)::integer as target
    from known;

create temp table lines as
    with weighted as (select o, k, before, target, 1 + 2 * u(o, 5) as w1, w1 + if(k > 1, 1 + 2 * u(o, 6), 0) as w2,
            w2 + if(k > 2, 1 + 2 * u(o, 7), 0) as w3, w3 + if(k > 3, 1 + 2 * u(o, 8), 0) as w4, w4 + if(k > 4, 1 + 2 * u(o, 9), 0) as w5 from aimed),
        reached as (select o, k, before, floor(target * w1 / w5)::integer as t1, floor(target * w2 / w5)::integer as t2,
            floor(target * w3 / w5)::integer as t3, floor(target * w4 / w5)::integer as t4, target as t5 from weighted),
        parted as (select o, before, unnest([t1, t2 - t1, t3 - t2, t4 - t3, t5 - t4][:k]) as part, unnest(range(1, k + 1)) as j from reached),
        priced as (select o, before + j as line, j, part, $quantity[1 + h(before + j, 10) % 10] as q,
            if(((before + j) * 7919) % $order_items * 5 < $order_items, 5 + h(before + j, 11) % 25, 0)::integer as rate from parted),
        rounded as (select *, round(part * 100.0 / (q * (100 - rate)))::integer as price from priced)
    select o, line, (1 + ((5 * $popular[1 + h(line, 12) % len($popular)] + (j + h(o, 13)) % 5) * 37) % 200)::integer as product,
        q::integer as q, price, (price * q * rate + 50) // 100 as discount from rounded;

copy (select line as order_item_id, o::integer as order_id, product as product_id, q as quantity, dollars(price) as unit_price,
    dollars(discount) as discount_amount, dollars(price * q - discount) as line_total from lines) to '$out/order_items.$format' ($options);

copy (select o::integer as order_id, c as customer_id, make_timestamp(second * 1000000)::timestamp_s as order_date,
        $status[1 + place(o, 7907, $orders)] as order_status, $payment[1 + place(o, 7901, $orders)] as payment_method,
        (100 + h(o, 14) % 29900) || ' ' || $streets[1 + h(o, 15) % len($streets)] || chr(10) || $cities[1 + h(o, 16) % len($cities)] || ', '
            || $states[1 + h(o, 17) % len($states)] || ' ' || lpad((501 + h(o, 18) % 99450)::varchar, 5, '0') as shipping_address,
        dollars(total) as order_total
    from aimed join (select o, sum(price * q - discount)::integer as total from lines group by o) using (o) order by o)
    to '$out/orders.$format' ($options);

-- Customers and the versions of their segment; 0 is bronze, 3 is platinum.
create temp table people as
    with found as (select i, if(first is null, date '2021-10-28' + (h(i, 20) % 1431)::integer, first - (30 + h(i, 21) % 371)::integer) as registered,
            $segment[1 + place(i, 7901, $customers)] as s, $versions[1 + place(i, 7919, $customers)] as k
            from range(1, $customers + 1) r(i) left join (select c, min(make_timestamp(second * 1000000))::date as first from aimed group by c) on c = i),
        roomy as (select *, date '2025-10-28' - registered - k + 1 as room, list_sort([u(i, 22), u(i, 23), u(i, 24)][:k - 1]) as cuts from found),
        before as (select *, [[1], [0, 0, 0, 0, 2], [0, 0, 1, 1, 1, 3], [2]] as earlier from roomy),
        walked as (select *, earlier[s + 1][1 + h(i, 25) % len(earlier[s + 1])] as s1, earlier[s1 + 1][1 + h(i, 26) % len(earlier[s1 + 1])] as s2,
            earlier[s2 + 1][1 + h(i, 27) % len(earlier[s2 + 1])] as s3 from before)
    select i, registered, k, s, sum(k) over (order by i) - k as before,
        list_prepend(registered, [registered + floor(cuts[v] * room)::integer + v::integer for v in range(1, k)]) as since,
        [s3, s2, s1, s][5 - k:] as held from walked;

create macro segment(s) as ['bronze', 'silver', 'gold', 'platinum'][s + 1];
copy (select i::integer as customer_id, first_name, last_name, lower(first_name) || '.' || lower(last_name) || '+' || i || '@example.com' as email,
        (200 + h(i, 28) % 800) || '-' || (200 + h(i, 29) % 800) || '-' || lpad((h(i, 30) % 10000)::varchar, 4, '0') as phone,
        segment(s) as customer_segment, registered as registration_date, since[k] as segment_start_date, null::date as segment_end_date,
        true as is_current
    from (select *, $first_names[1 + h(i, 31) % len($first_names)] as first_name, $last_names[1 + h(i, 32) % len($last_names)] as last_name
        from people) order by i) to '$out/customers.$format' ($options);

copy (select before + v as history_id, i::integer as customer_id, v::integer as version, segment(held[v]) as customer_segment,
        since[v] as segment_start_date, since[v + 1] as segment_end_date, v = k as is_current
    from (select *, unnest(range(1, k + 1)) as v from people order by i)) to '$out/customer_segment_history.$format' ($options);

copy (select i::integer as product_id, category, $style[1 + h(i, 33) % 8] || ' ' || thing[1 + h(i, 34) % len(thing)] || ' ' || i as name,
        least(400, greatest(3, 30 * exp(0.7 * sqrt(-2 * ln(u(i, 35))) * cos(2 * pi() * u(i, 36)))))::decimal(10,2) as price
    from (select i, $category[1 + h(i, 37) % 20] as category from range(1, 201) r(i)) join (values ('Electronics', ['Headphones', 'Charger', 'Speaker']),
        ('Home', ['Lamp', 'Kettle', 'Rug']), ('Clothing', ['Jacket', 'Scarf']), ('Books', ['Novel', 'Atlas'])) t(category, thing) using (category)
    order by i) to '$out/products.$format' ($options);

-- Sessions with geometric lengths at even quantiles; the few rows by which their sum misses are added to, or taken from, the longer ones.
create temp table session as
    with placed as (select row_number() over () as s, start + floor((j + u(start + j, 40)) / n * 3600)::bigint as second
            from (select start, n, unnest(range(n)) as j from hourly($session_hours, 1.0, $sessions))),
        lengthy as (select *, 1 + floor(ln((((s * 7919) % $sessions) + 0.5) / $sessions) / ln(0.84))::integer as k from placed),
        missed as (select $clickstream_events - sum(k) as miss from lengthy),
        ranked as (select *, if(k > 9, sum((k > 9)::integer) over (rows unbounded preceding), null) as r from lengthy)
    select s, second, k + if(r <= abs(miss), sign(miss), 0)::integer as k, uuid()::varchar as sid,
        if(u(s, 41) < 0.6, customer(s, 42)::integer, null) as c, $device[1 + place(s, 7907, $sessions)] as device,
        if(device = 'mobile', $phone_browser[1 + h(s, 44) % 5], $other_browser[1 + h(s, 44) % 5]) as browser
    from ranked, missed;

copy (select uuid()::varchar as event_id, sid as session_id, c as user_id,
        make_timestamp((second + if(j = 0, 0, 40 * j + h(e, 46) % 40)) * 1000000)::timestamp_s as event_timestamp, event_type,
        if(event_type = 'search', null, p) as product_id, if(event_type = 'search', '/search', '/products/' || p) as page_url, device as device_type, browser
    from (select *, s * 512 + j as e, $kind[1 + h(e, 47) % 100] as event_type, (1 + h(e, 48) % 200)::integer as p
        from (select *, unnest(range(k)) as j from session))) to '$out/clickstream_events.$format' ($options);
