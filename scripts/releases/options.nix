# Lists the options of a set of modules as plain data: path, type, default, flags.
#
# Types are read from the type values themselves (their names, payloads and nested types), not from their
# descriptions, except where nixpkgs keeps the facts nowhere else (bounds of integers, patterns, non-empty lists).
{ lib }:
let
  inherit (builtins)
    attrNames
    concatMap
    deepSeq
    elemAt
    head
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isString
    match
    tryEval
    ;

  # The value, or `fallback` where evaluating it throws.
  attempt =
    fallback: value:
    let
      result = tryEval (deepSeq value value);
    in
    if result.success then result.value else fallback;

  isPlain =
    value:
    value == null
    || isBool value
    || isInt value
    || isFloat value
    || (isString value && !(builtins.hasContext value))
    || (isList value && builtins.all isPlain value)
    || (
      isAttrs value
      && !(value ? _type)
      && !(value ? __functor)
      && (value.type or null) != "derivation"
      && builtins.all isPlain (builtins.attrValues value)
    );

  # Newer nixpkgs wraps payloads in a set, older ones hand the bare value over.
  payload =
    type: field:
    let
      raw = type.functor.payload or null;
    in
    if isAttrs raw then raw.${field} or null else raw;

  integerBounds =
    description:
    let
      between = match ".*between (-?[0-9]+) and (-?[0-9]+).*" description;
      number = text: builtins.fromJSON text;
    in
    if between != null then
      {
        min = number (head between);
        max = number (elemAt between 1);
      }
    else if match ".*unsigned integer, meaning >=0.*" description != null then
      { min = 0; }
    else if match ".*positive integer, meaning >0.*" description != null then
      { min = 1; }
    else
      null;

  patternOf =
    description:
    let
      found = match "string matching the pattern (.*)" description;
    in
    if found == null then null else head found;

  nested = type: field: typeData (type.nestedTypes.${field});

  wrappers = [
    "nullOr"
    "attrsOf"
    "lazyAttrsOf"
  ];

  typeData =
    type:
    let
      name = type.name or "unspecified";
      description = attempt "" (type.description or "");
      pattern = patternOf description;
      bounds = integerBounds description;
      checked = match ".*\\(with check: (.*)\\)" description;
    in
    if checked != null && name == "str" then
      { name = "checkedStr"; check = head checked; }
    else if pattern != null then
      { name = "strMatching"; inherit pattern; }
    else if bounds != null then
      { name = "intBetween"; } // bounds
    else if name == "separatedString" then
      { inherit name; separator = payload type "sep"; }
    else if name == "enum" then
      { inherit name; values = payload type "values"; }
    else if name == "listOf" then
      {
        name = if match "non-empty.*" description != null then "nonEmptyListOf" else name;
        elem = nested type "elemType";
      }
    else if name == "unique" then
      { name = "uniq"; elem = nested type "elemType"; }
    else if builtins.elem name wrappers then
      { inherit name; elem = nested type "elemType"; }
    else if name == "attrsWith" then
      { name = if payload type "lazy" == true then "lazyAttrsOf" else "attrsOf"; elem = nested type "elemType"; }
    else if name == "either" then
      { inherit name; left = nested type "left"; right = nested type "right"; }
    else if name == "coercedTo" then
      { inherit name; from = nested type "coercedType"; to = nested type "finalType"; }
    else if name == "submodule" then
      {
        inherit name;
      }
      // (
        let
          freeform = attempt null (
            if (type.nestedTypes or { }) ? freeformType then nested type "freeformType" else null
          );
        in
        if freeform == null then { } else { inherit freeform; }
      )
    else
      { inherit name; description = description; };

  # The value that newer nixpkgs gives an option which nobody defines; see `lib/modules.nix`, evalOptionValue.
  emptyOf =
    type:
    attempt { } (
      if (type.emptyValue or { }) ? value && isPlain type.emptyValue.value then
        { empty = type.emptyValue.value; }
      else
        { }
    );

  optionData =
    option:
    {
      path = option.loc;
      type = attempt { name = "unspecified"; } (typeData option.type);
      hasDefault = option ? default;
      # The texts are clan-core's own words; ours are in shape.json.
      hasText = option ? defaultText;
      readOnly = option.readOnly or false;
      internal = option.internal or false;
      visible = attempt true (option.visible or true);
    }
    // emptyOf option.type
    // (
      let
        # A default with a text of its own is computed from other options, which do not exist here.
        isData = option ? default && !(option ? defaultText) && isPlain option.default;
        plain = attempt { } (if isData then { inherit (option) default; } else { });
      in
      plain
    );

  isHidden = name: name == "_module" || name == "_freeformOptions";

  # Options below an option: those of its submodules. Stops below `depth` path parts, which ends recursive types.
  list =
    depth: options:
    if depth == 0 then
      [ ]
    else
      concatMap (
        name:
        let
          here = tryEval options.${name};
          value = here.value;
          below = tryEval (value.type.getSubOptions value.loc);
        in
        if isHidden name || !here.success || !(isAttrs value) then
          [ ]
        else if (value._type or null) == "option" then
          [ (optionData value // { opaque = !below.success || depth == 1; }) ]
          ++ (if below.success then list (depth - 1) below.value else [ ])
        else
          list (depth - 1) value
      ) (attrNames options);
in
list 16
