local value, _, unknown = readRecord()
if unknown then
  return { 'format', unknown }
end
return { 'found', value or false }
