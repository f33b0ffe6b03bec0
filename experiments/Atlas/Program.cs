// dotnet run --project experiments/Atlas: the whole atlas, its tables written to artifacts/atlas/<model>.
return LfmSpec.Testing.AtlasCommand.Run(LfmSpec.Generated.AllExperiments.Specs, args);
