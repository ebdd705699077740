local value, _, unknown = readRecord(KEYS[1])
if unknown then
  return { -1, unknown }
end
return { 'found', value or false }
