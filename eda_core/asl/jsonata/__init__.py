"""JSONata in a definition: ``{% ... %}`` read when it is parsed, evaluated by a library.

::

    expression.py     one {% ... %} of a definition: its place, its value, the kind it has to be of
    json_template.py  JSON with expressions in it: Arguments, Output, Assign
    states.py         the state types, from their JSON
    program.py        what runs an expression, imported when the first is read and not before
      references                                   checked
      evaluator, arithmetic, json_values, evaluation_errors, guards        evaluated within bounds
      builtins, signature                          functions by their names, and how they call
      functions, iterating, sorting, finding, serializing
      number_pictures, pictures, parsed_dates
      regex, backtracking                          patterns on RE2, and those it has not
      library                                      jsonata-python itself

The library is ``jsonata-python``; where it differs from JSONata 2.0.6, the version AWS documents,
its functions are replaced. It trusts its expressions; here they come from anybody, so it runs
within bounds: of depth, steps and memory.
"""
