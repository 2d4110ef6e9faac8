"""Template expressions that a batch manifest may hold, each valid wherever the built-in and root variables exist."""

from __future__ import annotations

TEXTS = (
    "{{ src_schema }}.{{ src_table }}",
    "{{ src_table | upper }} of {{ team }}",
    "{{ src_table | replace('_', '-') }}/{{ src_schema | dpone_snake }}",
    "{% if batch > 1000 %}big{% elif batch == 500 %}middle{% else %}small{% endif %} load",
    "{% for part in ['a', 'b'] %}{{ part }}{% if not loop.last %}+{% endif %}{% endfor %}",
    "{% set shown = src_table | title %}{{ shown }} ({{ manifest_name }})",
    "{# not for the log #}{{ manifest_stem }}",
    "{% raw %}day = '{{ ds }}'{% endraw %}",
    "{{ nowhere is defined }} {{ nowhere | default('unset') }}",
    "{{ source.type }} to {{ sink.type }} as {{ sink.strategy.mode | default('full_refresh') }}",
    "{{ sink.table.name }}",
    "{{ name }}",
    "line one {{ src_table }}\nline two\n",
    "{{ range(3) | join(',') }} {{ 'x' ~ 1 }} {{ 7 // 2 }} {{ 1.50 }} {{ true }} {{ none }}",
    "{{ 'yes' if env_code == 'dev' else 'no' }}",
    "{{ ['b', 'a'] | sort | first }}{{ {'k': src_table}['k'] }}",
    "{{ src_table[:3] }}{{ src_table | length }}",
    " {{ src_table }} ",
    "{{ src_table -}}   !",
    "plain } text { with braces",
)
VALUES = (
    "{{ batch }}",
    "{{ batch * 2 }}",
    "  {{ batch }}  ",
    "{{ [batch, 1] | max }}",
    "{{ '500' | int + 1 }}",
    "{{ (batch / 2) | int }}",
    "{% if true %}700{% endif %}",
)
WHOLES = (
    "{{ nowhere }}",
    "{{ {'a': [1, 2], 'b': none} }}",
    "{{ [src_table, batch, true] }}",
    "{{ batch > 1000 }}",
    "{{ 1.5 }}",
    "{{ source }}",
    "{{ team }}",
    "{{ [1, 2] | length }}",
)
