#!/bin/sh
# A shop as an incremental pipeline sees it: all that was there before a day, and then day after day what came.
#
#   sh daily.sh                         the last week
#   sh daily.sh 2025-01-01 2025-02-01   January
set -eu
day=${1:-2025-10-22}
end=${2:-2025-10-29}

specgen load ecommerce --quiet --if-exists replace --until "$day"
while [ "$day" != "$end" ]; do
    next=$(python3 -c "import datetime as d; print(d.date.fromisoformat('$day') + d.timedelta(1))")
    specgen load ecommerce --quiet --since "$day" --until "$next"
    echo "loaded $day"    # here the pipeline runs, and finds what is new
    day=$next
done
