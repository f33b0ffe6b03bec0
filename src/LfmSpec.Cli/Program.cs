// lfmspec: see lfmspec --help.
return await LfmSpec.Cli.Commands.Root().Parse(args).InvokeAsync();
