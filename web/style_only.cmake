# What stands for the bundle in a program without charts (cmake -DSOURCE=... -DTARGET=... -P style_only.cmake): the style as it
# is, no script, and a policy that lets none run.
function(as_array text name)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${text}")
    file(APPEND ${TARGET}.new "const char ${name}[] = {${bytes}0};\nconst size_t ${name}_size = sizeof ${name} - 1;\n")
endfunction()

file(WRITE ${TARGET}.new "/* Made by web/style_only.cmake: the style of a report. */\n#include \"report/assets.h\"\n\n")
file(READ ${SOURCE}/src/style.css style HEX)
string(HEX "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'" policy)
as_array("${style}" fly_web_style)
as_array("" fly_web_script)
as_array("${policy}" fly_web_policy)
file(RENAME ${TARGET}.new ${TARGET})
