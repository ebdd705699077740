-- KEYS: an index of a reference or a challenge
local members, unknown = membersOf(KEYS[1])
if unknown then
  return { -1, unknown }
end
return members
