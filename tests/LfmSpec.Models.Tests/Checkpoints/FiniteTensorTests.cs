using System.Buffers.Binary;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using TorchSharp;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>A weight that is NaN or infinite is an error at load, which names the tensor and the place.</summary>
[TestFixture]
public class FiniteTensorTests
{
    private const string Up = "model.layers.3.mlp.up_proj.weight";

    [TestCase(0, 0x7FC0, "holds NaN at [0, 0]")]
    [TestCase(0, 0xFFFF, "holds NaN at [0, 0]")]
    [TestCase(130, 0x7F80, "holds an infinite value at [1, 2]")]
    [TestCase(45055, 0xFF80, "holds an infinite value at [351, 127]")]
    public void One_weight_that_is_not_finite_is_refused_with_its_tensor_and_place(int index, int bits, string message)
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        copy.EditTensors(tensors => tensors[Up] = tensors[Up].With(index, (ushort)bits));
        Assert.That(() => Checkpoint.Load(copy.Folder), Throws.TypeOf<CheckpointException>().With.Message.Contains($"model.safetensors: tensor '{Up}' {message}."));
    }

    [TestCase("model.norm.weight", "[5]")]
    [TestCase("model.embed_tokens.weight", "[0, 5]")]
    public void Vectors_and_embeddings_are_looked_through_too(string tensor, string place)
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        copy.EditTensors(tensors => tensors[tensor] = tensors[tensor].With(5, 0x7FC0));
        Assert.That(() => Checkpoint.Load(copy.Folder), Throws.TypeOf<CheckpointException>().With.Message.Contains($"tensor '{tensor}' holds NaN at {place}"));
    }

    [Test]
    public void A_head_of_its_own_that_is_not_finite_is_not_mistaken_for_a_tied_one()
    {
        using var copy = new CheckpointCopy();
        copy.EditTensors(tensors => tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"].With(5, 0x7FC0));
        Assert.That(() => Checkpoint.Load(copy.Folder), Throws.TypeOf<CheckpointException>().With.Message.Contains("tensor 'lm_head.weight' holds NaN at [0, 5]"));
    }

    [TestCase("F64", 1e300, null, "holds a value beyond the range of float32")]
    [TestCase("F32", 3.4e38, torch.ScalarType.BFloat16, "holds a value beyond the range of bfloat16")]
    public void A_value_that_the_kept_type_cannot_hold_is_refused(string dtype, double value, torch.ScalarType? kept, string message)
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        copy.EditTensors(tensors =>
        {
            var bytes = new byte[128 * (dtype == "F64" ? 8 : 4)];
            if (dtype == "F64")
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8), value);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4), (float)value);
            }

            tensors["model.norm.weight"] = new StoredTensor(dtype, [128], bytes);
        });
        Assert.That(
            () => Checkpoint.Load(copy.Folder, new CheckpointOptions { WeightType = kept }),
            Throws.TypeOf<CheckpointException>().With.Message.Contains($"tensor 'model.norm.weight' {message}").And.Message.Contains("[1]"));
    }

    // One bad element of a hundred, at every place, of every type: behind the vectors' width and in their rest.
    [Test]
    public void The_first_place_is_found_wherever_it_is([Values(SafetensorsDtype.BF16, SafetensorsDtype.F16, SafetensorsDtype.F32, SafetensorsDtype.F64)] SafetensorsDtype dtype)
    {
        for (var place = 0; place < 100; place++)
        {
            var bytes = new byte[100 * dtype.Size()];
            Assert.That(FiniteTensor.FirstNotFinite(bytes, dtype), Is.EqualTo(-1));
            var element = bytes.AsSpan(place * dtype.Size(), dtype.Size());
            switch (dtype)
            {
                case SafetensorsDtype.BF16: BinaryPrimitives.WriteUInt16LittleEndian(element, 0xFF80); break;
                case SafetensorsDtype.F16: BinaryPrimitives.WriteHalfLittleEndian(element, Half.NaN); break;
                case SafetensorsDtype.F32: BinaryPrimitives.WriteSingleLittleEndian(element, float.PositiveInfinity); break;
                default: BinaryPrimitives.WriteDoubleLittleEndian(element, double.NaN); break;
            }

            bytes[^1] |= 0x7F; // another one after it, perhaps
            Assert.That(FiniteTensor.FirstNotFinite(bytes, dtype), Is.EqualTo(place));
        }
    }

    [Test]
    public void The_largest_finite_values_are_accepted() => Assert.Multiple(() =>
    {
        Assert.That(FiniteTensor.FirstNotFinite([0x7F, 0x7F], SafetensorsDtype.BF16), Is.EqualTo(-1));
        Assert.That(FiniteTensor.FirstNotFinite(BitConverter.GetBytes(Half.MaxValue), SafetensorsDtype.F16), Is.EqualTo(-1));
        Assert.That(FiniteTensor.FirstNotFinite(BitConverter.GetBytes(float.MinValue), SafetensorsDtype.F32), Is.EqualTo(-1));
        Assert.That(FiniteTensor.FirstNotFinite(BitConverter.GetBytes(double.MaxValue), SafetensorsDtype.F64), Is.EqualTo(-1));
    });

    [Test]
    public void An_adapter_that_is_not_finite_is_refused_with_its_tensor_and_place()
    {
        using var checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        using var folder = new TemporaryFolder();
        using (var model = AdaptedModel.Of(checkpoint, new AdapterSpec(["q_proj"], [2], 2, 4), seed: 0))
        {
            using var nothingToLearn = torch.no_grad();
            model.Adapters[0].B[3, 1] = torch.tensor(float.NaN);
            model.Save(folder.Path, "lfm2-atlas-tiny");
        }

        Assert.That(
            () => AdaptedModel.Load(checkpoint, folder.Path),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("tensor 'base_model.model.model.layers.2.self_attn.q_proj.lora_B.weight' holds NaN at [3, 1]"));
    }
}
