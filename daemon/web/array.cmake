# A file as the inside of a C array: no escaping to get wrong, no limit of string literals.
function(read_as_array path out)
    file(READ "${path}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    set(${out} "${bytes}0x00" PARENT_SCOPE)
endfunction()
