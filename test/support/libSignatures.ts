/** The functions of nixpkgs' lib with the kinds of their arguments, as `libCases.ts` names them. */
export const LIB_SIGNATURES: readonly string[] = `
mkIf bool any
mkMerge sets
mkForce any
mkDefault any
mkOverride int any
mkOptionDefault any
mkImageMediaOverride any
mkVMOverride any
mkBefore ints
mkAfter ints
mkOrder int ints
literalExpression string
literalMD string
isOption deep
isType name any
setType name set
optional bool any
optionals bool lazies
singleton any
toList any
forEach ints function
imap0 binary ints
imap1 binary ints
range int int
replicate count any
last lazies
init lazies
head lazies
tail lazies
length lazies
elemAt lazies count
take int ints
drop int ints
takeEnd int ints
dropEnd int ints
take count lazies
drop count lazies
sublist int int ints
sublist count count lazies
reverseList lazies
flatten lists
flatten any
zipLists lazies ints
zipListsWith binary ints lazies
map function lazies
filter predicate ints
concatMap function ints
concatLists intLists
elem int ints
genList function count
foldr binary any lazies
foldr sum int ints
fold sum int ints
foldl binary any lazies
foldl sum int ints
foldl' sum int ints
foldl' binary any lazies
count predicate ints
findFirst predicate any ints
findFirst predicate any lazies
findSingle predicate any any ints
remove int ints
remove any lists
intersectLists ints ints
subtractLists ints ints
mutuallyExclusive ints ints
mutuallyExclusive names names
unique ints
unique lists
unique asciis
allUnique ints
uniqueStrings strings
groupBy textFunction names
groupBy' sum int toString ints
sortOn function ints
sort lessThan ints
ifilter0 sum ints
replaceElemAt ints int any
partition predicate ints
any predicate ints
all predicate ints
any predicate lazies
all predicate lazies
concatAttrValues listSet
nameValuePair name any
genAttrs names function
genAttrs' names pairOf
mapAttrs binary lazySet
mapAttrs' pair set
mapAttrsToList binary lazySet
attrsToList lazySet
concatMapAttrs setFunction set
mergeAttrsList sets
mergeAttrs set set
filterAttrs attrPredicate set
optionalAttrs bool set
getAttrs names lazySet
attrVals names set
attrValues lazySet
attrNames lazySet
getAttr name set
hasAttr name set
catAttrs name sets
listToAttrs pairs
removeAttrs set names
intersectAttrs set set
attrByPath names any deep
hasAttrByPath names deep
getAttrFromPath names deep
setAttrByPath names any
recursiveUpdate deep deep
mapAttrsRecursive pathFunction deep
mapAttrsRecursiveCond valuePredicate pathFunction deep
filterAttrsRecursive attrPredicate deep
collect valuePredicate deep
foldlAttrs triple any set
foldAttrs binary any intSets
zipAttrs sets
zipAttrsWith binary sets
cartesianProduct listSet
mapCartesianProduct function listSet
overrideExisting set set
showAttrPath names
isDerivation any
isAttrs any
recurseIntoAttrs set
dontRecurseIntoAttrs set
getOutput name any
getBin any
getLib any
concatStrings strings
join string strings
concatStringsSep string strings
concatMapStrings textFunction strings
concatMapStringsSep string textFunction strings
concatImapStrings numberedText strings
concatImapStringsSep string numberedText strings
concatMapAttrsStringSep string namedText stringSet
concatLines strings
intersperse any lazies
optionalString bool string
hasPrefix string string
hasSuffix string string
hasInfix string string
removePrefix string string
removeSuffix string string
splitString ascii ascii
splitString separator ascii
replaceString ascii ascii ascii
replaceStrings asciis asciis string
toLower string
toUpper string
toSentenceCase string
trim string
stringToCharacters ascii
stringAsChars textFunction ascii
escape asciis string
escapeRegex string
escapeShellArg string
escapeShellArg any
escapeShellArgs strings
strings.escapeNixString string
strings.escapeNixIdentifier string
strings.escapeNixIdentifier name
escapeXML string
isValidPosixName string
toInt digits
toIntBase10 digits
fixedWidthString count ascii ascii
fixedWidthString ten ascii ascii
fixedWidthNumber count int
versionOlder version version
versionAtLeast version version
versions.major version
versions.minor version
versions.patch version
versions.majorMinor version
versions.splitVersion version
getName versioned
getVersion versioned
getName package
getVersion package
isStringLike any
isStorePath any
isStorePath string
makeSearchPath string strings
makeBinPath strings
makeLibraryPath strings
makeIncludePath strings
substring count count ascii
stringLength string
typeOf any
toJSON any
id any
const any any
flip binary any any
pipe any functions
fix fixed
concat ints lazies
xor bool bool
boolToString bool
boolToYesNo bool
defaultTo any any
mapNullable function any
min number number
max number number
compare number number
compare string string
mod int int
toBaseDigits count count
toBaseDigits int count
toHexString int
toFunction any any
isFunction any
isFunction function
functionArgs formals
setFunctionArgs function set any
mirrorFunctionArgs formals function any
bitAnd int int
bitOr int int
bitXor int int
isInt any
isBool any
isString any
isList any
add int int
sub int int
assertMsg bool string
assertOneOf name int ints
asserts.assertEachOneOf name ints ints
warn string any
info string any
warnIf bool string any
warnIfNot bool string any
throwIf bool string any
throwIfNot bool string any
showWarnings strings any
traceIf bool string any
traceVal any
traceSeq any any
traceValSeq any
trace string any
`
  .trim()
  .split("\n");
