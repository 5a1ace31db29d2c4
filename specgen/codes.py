"""What each fault's code means: `docs/errors.md` is made from it, and a code that is not here cannot be raised."""

from __future__ import annotations

YAML = {
    "bad-escape": "Double quotes give a backslash a meaning, and it has none before this character.",
    "bad-indentation": "A line begins where no line above it begins, so YAML cannot tell what it belongs to.",
    "bad-merge": "`<<` lays mappings under a mapping, and what stands behind it is none.",
    "bad-yaml": "The text is no YAML, for a reason that has no name of its own.",
    "control-character": "A byte that stands for no character, such as a bell or a stray terminator.",
    "duplicate-key": "A mapping has the same key twice; YAML would silently keep the last.",
    "empty-file": "There is nothing in the file but space and comments.",
    "key-not-text": "A list or mapping stands where a key should; braces around `{{…}}` do that.",
    "missing-colon": "A line has text where a key and its value should be.",
    "missing-comma": "Inside braces or brackets, two values stand side by side.",
    "missing-space": "Inside braces, `key:value` without a space is one word to YAML.",
    "needs-quotes": "The text holds signs that YAML takes for its own: `{`, `[`, a comma in braces, `: `, ` #` or a quote at the start.",
    "not-a-mapping": "A spec is a mapping of keys, and the file holds a list or a single value.",
    "not-utf8": "The file is in another encoding than UTF-8.",
    "recursive-alias": "An anchor's value holds its own alias, and so has no end.",
    "tab": "YAML counts spaces; a tab has no agreed width.",
    "too-deep": "Brackets, mappings or aliases are nested deeper than any data set needs.",
    "two-documents": "A line `---` begins a second document, and a spec is one.",
    "unclosed-brace": "A `{`, `[` or `(` has no partner.",
    "unclosed-quote": "A quote has no partner, so the rest of the file belongs to the text.",
    "unknown-alias": "A word that begins with `*` is an alias, and no anchor `&` has that name.",
    "unknown-tag": "A word that begins with `!` is a YAML tag; specgen knows none.",
    "unopened-brace": "A `}` or `]` closes nothing.",
}

PARAMS = {
    "bad-placeholder": "Between `${` and `}` stands something else than arithmetic on numbers and params.",
    "division-by-zero": "A placeholder divides by zero.",
    "placeholder-in-key": "A `${…}` stands in a key; only values may hold one.",
    "unclosed-placeholder": "A `${` has no `}`.",
    "unknown-param": "No param has this name.",
    "unknown-path": "`--set` names a dotted path that leads nowhere in the spec.",
}

FILES = {
    "duplicate-table": "A table is there twice: in two included files, or crossed with itself.",
    "file-not-found": "There is no file of that name.",
    "include-cycle": "A file includes itself, directly or through others.",
    "not-includable": "An included file may hold params, tables and checks; anything else in it has no effect.",
    "unreadable-file": "A data file is there, and is not of the format that its ending says.",
}

STRUCTURE = {
    "bad-format": "The value is text of another form than the one asked for.",
    "bad-name": "A table, column or param has a name that SQL or an expression could not say without quotes.",
    "conflicting-keys": "Two keys that are good each alone contradict each other.",
    "missing-key": "A mapping lacks a key that has no default.",
    "no-filler": "Nothing says what the values of a column are.",
    "not-among": "The value is none of the words that are possible here.",
    "out-of-range": "The number is outside of what is possible here.",
    "too-few": "A list or mapping has fewer entries than it needs.",
    "two-fillers": "Two keys both say what the values are.",
    "unknown-key": "The key means nothing here.",
    "wrong-type": "The value is of another kind than the one asked for.",
}

NAMES = {
    "ambiguous-key": "Two columns refer to the table, and it is not said which one counts.",
    "duplicate-name": "Two names are one to SQL, which does not tell capitals from small letters, or two things have one name.",
    "hidden-column": "What the database is to check or refer to is hidden, and so never written.",
    "incomplete-key": "A reference leads to a key of several columns, and not all of them have a column here.",
    "name-too-long": "A name is longer than the 63 bytes that PostgreSQL keeps.",
    "no-key": "No column refers to the table, so the rows that belong together cannot be told.",
    "not-a-column": "A column should be named, as `table.column` or by a path over references.",
    "not-a-key": "A reference leads to columns that are no key of their table.",
    "not-a-reference": "A path goes on behind a column that refers to no table.",
    "not-the-parent": "The value has to come from the row that the block belongs to, and the path leads elsewhere.",
    "unknown-case": "A case is for a value that the column never has.",
    "unknown-column": "The table has no column of that name.",
    "unknown-locale": "Faker has no such locale.",
    "unknown-provider": "Faker has no such provider in this locale.",
    "unknown-state": "A state is named that no transitions lead from.",
    "unknown-table": "There is no table of that name.",
    "unreachable": "A branch stands behind `else`, which takes all rows that are left.",
}

TYPES = {
    "missing-type": "A column or field has no type, and its filler does not tell.",
    "not-a-date": "The text is no date or timestamp, or not one that is possible here.",
    "not-a-duration": "The text is no length of time, or one of no length.",
    "not-a-share": "The value is no share between 0 and 1.",
    "text-too-long": "A value is longer than its column's type allows.",
    "unknown-type": "SQL has no such type, or specgen cannot fill it.",
}

EXPRESSIONS = {
    "expression-failed": "An expression has no value in some row: it overflows, divides by zero, or reads a text that is no number.",
    "expression-syntax": "The text is no SQL expression.",
    "integer-division": "`/` between whole numbers gives a fraction in some databases and a whole number in others.",
    "sql-failed": "The database refuses a query that the spec writes itself, such as one that names a column that is not there.",
    "too-many-digits": "A result would have more digits than databases keep.",
    "unknown-function": "The function is not among those that give the same result in every database.",
    "unsupported-expression": "The expression is SQL, and outside of what gives the same result in every database.",
    "wrong-arguments": "A function takes another number of arguments, or another value as one of them.",
}

PATTERNS = {
    "ambiguous-pattern": "Some text can be read by the pattern in two ways, so its texts cannot be numbered for `unique`.",
    "bad-pattern": "The text is no regular expression, or one that says nothing of how to make a text.",
    "endless-pattern": "`*`, `+` and `{2,}` have no upper end.",
    "pattern-too-long": "The pattern makes texts longer than any column should hold.",
}

PROMISES = {
    "block-too-long": "A parent row would have more children than are made at once.",
    "check-broken": "A row breaks a check that the spec declares.",
    "cycle": "Columns, or tables that are `per` one another, depend on one another in a ring, so none can be made first.",
    "duplicate-value": "A value is listed twice.",
    "empty-range": "There is nothing between the two ends.",
    "faker-failed": "A provider of Faker raises an error of its own.",
    "impossible-value": "What is declared cannot be had: too few values, rows or room for it.",
    "may-be-null": "A value that is needed in every row can be NULL.",
    "needs-as-of": "A history runs up to the last day that the data set knows, and the spec names none.",
    "needs-blocks": "The filler works along a block of rows, and the table has none.",
    "needs-calendar": "The filler reads the steps of a calendar, and the rows of the table are none.",
    "needs-given-rows": "The filler reads rows that are listed in the spec or a file, and the table's are not.",
    "negative-count": "A parent row would have less than no children.",
    "no-exact": "`exact` holds shares to the row, and there are none to hold.",
    "mixed-weights": "Some weights are percentages and some are plain numbers.",
    "not-a-hundred": "Shares are written as percentages, and they do not sum to 100%.",
    "not-an-aggregate": "An aggregate is a function of a child's column.",
    "not-independent": "A table is crossed whose own rows hang on another table.",
    "total-out-of-reach": "No choice of the declared counts sums to the total.",
    "uneven-bins": "A histogram's edges and weights do not fit together.",
    "unexpected-null": "A value came out as NULL in a column that never declared it.",
    "unproven-unique": "Nothing shows that no two values are equal, and specgen takes no chances.",
    "weights-sum-to-zero": "All weights are zero, so nothing can be chosen.",
    "wrong-filler": "The filler makes one value for a row, and cannot make the elements of a list.",
}

COMMANDS = {
    "bad-partition": "`--partition-by` names a column that no folder can be called after, or that could be one of two.",
    "bad-option": "An option of a file format has a value that would make the files unreadable.",
    "bad-settings": "`pyproject.toml` cannot be read, or names no spec under `[tool.specgen]`.",
    "cannot-follow": "Columns of a foreign key are filled without a reference, and its values would be looked up in too many rows.",
    "empty-window": "A window of time ends before it begins.",
    "missing-parent": "Tables are loaded without a table that they refer to.",
    "no-ordered-time": "A window of time is asked for, and no table has rows in the order of a time.",
    "not-a-moment": "`--since` and `--until` take a date or a timestamp.",
    "not-searchable": "Any row may hold a value that `--where` asks for, so it would take all of them to tell which do.",
    "no-spec": "No spec is named, and no setting names one.",
    "unknown-executor": "`--executor` names nobody who can make the rows.",
    "unknown-format": "There is no file format of that name.",
    "too-many-partitions": "A table would lie in more folders than anybody can want, or in too many at once.",
    "unknown-kind": "No generator, distribution, sink, executor, dialect or check has that name.",
    "unknown-option": "The file format or database has no such option.",
    "unknown-partition": "`--partition-by` names no column of any table, nor the year, month or day of one.",
    "unknown-store": "`--out` or `--from` is a URL that names no object store.",
    "unknown-target": "`--to` names no database that can be loaded.",
}

SECTIONS: dict[str, dict[str, str]] = {
    "YAML": YAML,
    "Params": PARAMS,
    "Files": FILES,
    "Structure": STRUCTURE,
    "Names": NAMES,
    "Types": TYPES,
    "Expressions": EXPRESSIONS,
    "Patterns": PATTERNS,
    "Promises": PROMISES,
    "The command line": COMMANDS,
}

CODES: dict[str, str] = {code: meaning for section in SECTIONS.values() for code, meaning in section.items()}
