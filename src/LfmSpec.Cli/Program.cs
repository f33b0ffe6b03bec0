// lfmspec: see lfmspec --help.
using LfmSpec.Cli;

using var interruption = new Interruption();

// Without a time limit of its own the command ends by itself, once it has put away what it has begun.
var code = await Commands.RunAsync(args, new() { ProcessTerminationTimeout = null }, interruption.Token);
return code == Commands.Stopped ? interruption.Code : code;
