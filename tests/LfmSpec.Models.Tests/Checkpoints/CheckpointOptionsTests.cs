using System.Runtime.InteropServices;
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>The type of the weights and the device.</summary>
[TestFixture]
public class CheckpointOptionsTests
{
    private static readonly string Folder = RepositoryFiles.Path("models", "lfm2-atlas-tiny");

    private static CheckpointOptions Read(string name, string? value) => CheckpointOptions.FromEnvironment(asked => asked == name ? value : null);

    [TestCase(null, null)]
    [TestCase(" ", null)]
    [TestCase("auto", null)]
    [TestCase("float32", ScalarType.Float32)]
    [TestCase("BF16", ScalarType.BFloat16)]
    public void The_type_is_read_by_PyTorchs_and_safetensors_names(string? value, ScalarType? type) =>
        Assert.That(Read(CheckpointOptions.TypeVariable, value).WeightType, Is.EqualTo(type));

    [TestCase("LFMSPEC_DTYPE", "int8", "float32 or bfloat16")]
    [TestCase("LFMSPEC_DEVICE", "mps", "cpu, cuda or cuda:N")]
    [TestCase("LFMSPEC_DEVICE", "cuda:first", "cpu, cuda or cuda:N")]
    [TestCase("LFMSPEC_DEVICE", "cuda:0:1", "cpu, cuda or cuda:N")]
    public void What_cannot_be_had_is_one_error(string name, string value, string said) =>
        Assert.That(() => Read(name, value), Throws.TypeOf<CheckpointException>().With.Message.Contains($"{name}={value}").And.Message.Contains(said));

    [Test]
    public void The_cpu_is_there() => Assert.That(Read(CheckpointOptions.DeviceVariable, "CPU").Device.type, Is.EqualTo(DeviceType.CPU));

    [TestCase("cuda")]
    [TestCase("CUDA:0")]
    public void A_gpu_that_is_not_there_is_one_error_that_says_what_to_build(string value)
    {
        if (cuda.is_available())
        {
            Assert.That(Read(CheckpointOptions.DeviceVariable, value).Device.ToString(), Is.EqualTo("cuda:0"));
            return;
        }

        Assert.That(
            () => Read(CheckpointOptions.DeviceVariable, value),
            Throws.TypeOf<CheckpointException>().With.Message.Contains($"LFMSPEC_DEVICE={value}").And.Message.Contains("TorchBackend=cuda-linux"));
    }

    [Test]
    public void Bfloat16_weights_as_float32_give_the_same_bits()
    {
        using Checkpoint own = Checkpoint.Load(Folder, new CheckpointOptions()), wide = Checkpoint.Load(Folder, new CheckpointOptions { WeightType = ScalarType.Float32 });
        using var scope = NewDisposeScope();
        var ids = tensor(new long[,] { { 1, 296, 317, 302, 1008 } });
        Assert.That(wide.Model.Forward(ids).Equals(own.Model.Forward(ids)), Is.True);
        Assert.That(wide.IsRounded, Is.False);
    }

    [Test]
    public void Float32_weights_as_bfloat16_are_those_that_PyTorch_would_round_to()
    {
        var folder = Directory.CreateTempSubdirectory("lfmspec").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(Folder).Where(file => Path.GetExtension(file) != ".safetensors"))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            // The file's own numbers as float32, the final norm's a little off: nearer to the old bfloat16 than to any other.
            using (var stored = SafetensorsFile.Open(Path.Combine(Folder, "model.safetensors")))
            {
                var writer = new SafetensorsWriter();
                foreach (var (name, entry) in stored.Entries)
                {
                    var factor = name == "model.embedding_norm.weight" ? 1.0001f : 1f;
                    var values = MemoryMarshal.Cast<byte, ushort>(stored.Bytes(name)).ToArray().Select(bits => BitConverter.UInt32BitsToSingle((uint)bits << 16) * factor).ToArray();
                    writer.Add(name, SafetensorsDtype.F32, [.. entry.Shape], MemoryMarshal.AsBytes<float>(values).ToArray());
                }

                writer.Write(Path.Combine(folder, "model.safetensors"));
            }

            using Checkpoint wide = Checkpoint.Load(folder, new CheckpointOptions()), rounded = Checkpoint.Load(folder, new CheckpointOptions { WeightType = ScalarType.BFloat16 }), original = Checkpoint.Load(Folder, new CheckpointOptions());
            using var all = NewDisposeScope();
            var ids = tensor(new long[,] { { 1, 296, 317, 302, 1008 } });
            Assert.That(rounded.IsRounded, Is.True);
            Assert.That(rounded.Model.Forward(ids).Equals(original.Model.Forward(ids)), Is.True, "a ten-thousandth is less than half a step of bfloat16");
            Assert.That(wide.Model.Forward(ids).Equals(original.Model.Forward(ids)), Is.False);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
