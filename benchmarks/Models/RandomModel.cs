using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Benchmarks.Models;

/// <summary>A checkpoint of LFM2.5-230M's shape with random weights, written once.</summary>
internal static class RandomModel
{
    /// <summary>The checkpoint's folder.</summary>
    internal static string Folder()
    {
        var folder = Path.Combine(Path.GetTempPath(), "lfmspec-lfm2.5-230m-shape");
        if (!File.Exists(Path.Combine(folder, "model.safetensors")))
        {
            Console.WriteLine($"Writing 229,693,184 random weights to {folder} (kept for the next run) ...");
            SyntheticCheckpoint.Write(folder, SyntheticCheckpoint.Lfm25Of230M, Tokenizer(), seed: 42);
        }

        return folder;
    }

    private static string Tokenizer()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var file = Path.Combine(folder, "models", "lfm2-atlas-tiny", "tokenizer.json");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException("models/lfm2-atlas-tiny/tokenizer.json was not found above the program. Run it from the repository.");
    }
}
