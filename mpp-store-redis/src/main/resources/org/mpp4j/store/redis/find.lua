local value, _, unknown = readRecord()
if unknown then
  return { -1, unknown }
end
return { 'found', value or false }
