using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using RunDigest;
using TorchSharp;

// RunDigest CHECKPOINT THREADS PROMPT...: "<widest vector> <sha256 of the prompts' logits and KL> <sha256 of ten steps of training on the first>"
torch.set_num_threads(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
using var checkpoint = Checkpoint.Load(args[0]);
var model = checkpoint.Model;
var width = Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : "portable";
Console.WriteLine($"{width} {Forward()} {Training.Run(model, Ids(args[2]))}");

torch.Tensor Ids(string prompt) => torch.tensor(checkpoint.Tokenizer.Encode(prompt).Select(id => (long)id).ToArray()).unsqueeze(0);

string Forward()
{
    using var nothingToLearn = torch.no_grad();
    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    foreach (var prompt in args[2..])
    {
        using var scope = torch.NewDisposeScope();
        var last = model.Blocks(0, model.Embed(Ids(prompt)));
        using var clean = model.Distribution(last);
        hash.AppendData(clean.Logits.bytes);
        foreach (var value in clean.LogNormalizers.Concat(model.Divergence(last * 1.01, clean).Kl))
        {
            hash.AppendData(BitConverter.GetBytes(value));
        }
    }

    return Convert.ToHexStringLower(hash.GetHashAndReset());
}
