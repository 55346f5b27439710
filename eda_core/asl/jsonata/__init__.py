"""JSONata in a definition: ``{% ... %}`` read when it is parsed, evaluated by a library.

::

    expression.py     one {% ... %} of a definition: its place, its value, the kind it has to be of
    template.py       JSON with expressions in it
    flow.py           Arguments, Output, Assign and what a Choice or Catch has of them
    map_fields.py     Items and MaxConcurrency of a Map
    states.py         the state types, from their JSON
    engine.py         what runs an expression, imported when the first is read and not before
      program, operands, evaluator, operators, values, faults
      builtins, binding, functions, replacing, guards, regex
      library         jsonata-python itself

The library is ``jsonata-python``, which evaluates JSONata 2.0 as AWS documents it. It trusts its
expressions; here they come from anybody, so it runs within bounds: of depth, steps and memory.
"""
