(* SymGeoTactics.v -- tactics of the scripts; the kernel re-checks the terms they build. *)
From Coq Require Import Reals Lra Lia List Psatz.
From Coquelicot Require Import Coquelicot.
Require Import SymGeo SymGeoLemmas.
Open Scope R_scope.

(* split  k < n  into its n cases *)
Ltac upto k H :=
  first [ exfalso; clear - H; lia | destruct k as [|k]; [ | upto k H ] ].

Ltac off_diagonal :=
  let a := fresh in let b := fresh in let A := fresh in let B := fresh in let N := fresh in
  intros a b A B N; clear - A B N; upto a A; upto b B; first [ reflexivity | exfalso; now apply N ].

Ltac split_hyps := repeat match goal with H : _ /\ _ |- _ => destruct H end.
Ltac open_chart HU := pose proof HU as HU'; hnf in HU'; split_hyps.

(* side conditions:  d <> 0  from a hypothesis  d' <> 0  that says the same *)
Ltac times_nonzero n :=
  first [ lra
        | lazymatch n with
          | S ?k => match goal with H : ?v <> 0 |- _ = _ => is_var v; apply (Rmult_eq_reg_l v); [ times_nonzero k | exact H ] end
          end ].
Ltac nz_step := first [ assumption | lra
  | apply mult_nz; nz_step | apply pow_nonzero; nz_step | apply Rinv_neq_0_compat; nz_step | apply Ropp_neq_0_compat; nz_step
  | nz_from_hyp | nra ]
with nz_from_hyp :=
  let Z := fresh "Z" in intro Z;
  match goal with H : ?d <> 0 |- False =>
    apply H; clear H; first [ lra | field_simplify_eq; [ times_nonzero 3%nat | repeat split; nz_step ] ] end.
Ltac close_nz := repeat split; nz_step.
Ltac by_field := first [ ring | field; close_nz ].

(* is_derive (fun t => ...) x ?d, rule by rule *)
Ltac derive_side := cbv beta; first [ assumption | lra | nz_step | (split; lra) ].
(* does a function of t depend on t? *)
Ltac is_constant f :=
  let a := eval cbv beta in (f 0%R) in let b := eval cbv beta in (f 1%R) in constr_eq a b.
Ltac derive_value :=
  lazymatch goal with
  | |- is_derive ?F _ _ => tryif is_constant F then (let c := eval cbv beta in (F 0%R) in exact (D_const c _)) else derive_rule
  end
with derive_rule :=
  lazymatch goal with
  | |- is_derive (fun t : R => t) _ _ => exact (D_id _)
  | |- is_derive (fun t : R => @?f t + @?g t) _ _ =>
      tryif is_constant g then (let c := eval cbv beta in (g 0%R) in refine (D_plus_l f c _ _ _); derive_value)
      else tryif is_constant f then (let c := eval cbv beta in (f 0%R) in refine (D_plus_r g c _ _ _); derive_value)
      else (refine (D_plus f g _ _ _ _ _); [ derive_value | derive_value ])
  | |- is_derive (fun t : R => - @?f t) _ _ => refine (D_opp f _ _ _); derive_value
  | |- is_derive (fun t : R => @?f t * @?g t) _ _ =>
      tryif is_constant g then (let c := eval cbv beta in (g 0%R) in refine (D_mult_l f c _ _ _); derive_value)
      else tryif is_constant f then (let c := eval cbv beta in (f 0%R) in refine (D_mult_r g c _ _ _); derive_value)
      else (refine (D_mult f g _ _ _ _ _); [ derive_value | derive_value ])
  | |- is_derive (fun t : R => / @?f t) _ _ => refine (D_inv f _ _ _ _); [ derive_value | derive_side ]
  | |- is_derive (fun t : R => @?f t ^ ?n) _ _ =>
      let m := eval cbv in (Nat.pred n) in let z := eval cbv in (Z.of_nat n) in
      refine (D_pow f _ _ n m (IZR z) _ eq_refl (INR_IZR_INZ n)); derive_value
  | |- is_derive (fun t : R => sqrt (@?f t)) _ _ => refine (D_sqrt f _ _ _ _); [ derive_value | derive_side ]
  | |- is_derive (fun t : R => sin (@?f t)) _ _ => refine (D_sin f _ _ _); derive_value
  | |- is_derive (fun t : R => cos (@?f t)) _ _ => refine (D_cos f _ _ _); derive_value
  | |- is_derive (fun t : R => exp (@?f t)) _ _ => refine (D_exp f _ _ _); derive_value
  | |- is_derive (fun t : R => ln (@?f t)) _ _ => refine (D_ln f _ _ _ _); [ derive_value | derive_side ]
  | |- is_derive (fun t : R => sinh (@?f t)) _ _ => refine (D_sinh f _ _ _); derive_value
  | |- is_derive (fun t : R => cosh (@?f t)) _ _ => refine (D_cosh f _ _ _); derive_value
  | |- is_derive (fun t : R => atan (@?f t)) _ _ => refine (D_atan f _ _ _); derive_value
  | |- is_derive (fun t : R => asin (@?f t)) _ _ => refine (D_asin f _ _ _ _); [ derive_value | derive_side ]
  | |- is_derive (fun t : R => Rpower (@?f t) ?q) _ _ => refine (D_Rpower f _ _ q _ _); [ derive_value | derive_side ]
  | |- is_derive (fun t : R => Rabs (@?f t)) _ _ =>
      first [ refine (D_abs_pos f _ _ _ _); [ derive_value | cbv beta; assumption ]
            | refine (D_abs_neg f _ _ _ _); [ derive_value | cbv beta; assumption ] ]
  end.
Ltac derive := unfold Rdiv, Rminus in *; eapply is_derive_eq; [ derive_value | first [ reflexivity | ring | field; close_nz ] ].

(* signs by shape; leaves are hypotheses *)
Ltac sign_shape := first
  [ assumption
  | apply exp_pos | apply cosh_pos | apply PI_RGT_0
  | lra
  | match goal with
    | |- 0 < _ * _ => first [ apply Rmult_lt_0_compat; sign_shape | apply mult_neg_neg; sign_shape ]
    | |- _ * _ < 0 => first [ apply mult_pos_neg; sign_shape | apply mult_neg_pos; sign_shape ]
    | |- 0 <= _ * _ => first [ apply mult_nonneg; sign_shape | apply mult_nonneg_2; sign_shape ]
    | |- _ * _ <= 0 => first [ apply mult_nonpos_1; sign_shape | apply mult_nonpos_2; sign_shape ]
    | |- _ * _ <> 0 => apply mult_nz; sign_shape
    | |- 0 < _ / _ => apply Rmult_lt_0_compat; sign_shape
    | |- 0 < / _ => apply Rinv_0_lt_compat; sign_shape
    | |- / _ < 0 => apply inv_neg; sign_shape
    | |- / _ <> 0 => apply Rinv_neq_0_compat; sign_shape
    | |- 0 < - _ => apply opp_pos; sign_shape
    | |- - _ < 0 => apply opp_neg; sign_shape
    | |- 0 <= - _ => apply opp_nonneg; sign_shape
    | |- - _ <= 0 => apply opp_nonpos; sign_shape
    | |- _ + _ < 0 => first [ apply plus_neg_l; sign_shape | apply plus_neg_r; sign_shape ]
    | |- _ + _ <= 0 => apply plus_nonpos; sign_shape
    | |- - _ <> 0 => apply Ropp_neq_0_compat; sign_shape
    | |- 0 < _ ^ 2 => apply (pow_even_pos _ 1); sign_shape
    | |- 0 < _ ^ 4 => apply (pow_even_pos _ 2); sign_shape
    | |- 0 < _ ^ 6 => apply (pow_even_pos _ 3); sign_shape
    | |- 0 < _ ^ 8 => apply (pow_even_pos _ 4); sign_shape
    | |- 0 < _ ^ _ => apply pow_lt; sign_shape
    | |- 0 <= _ ^ 2 => apply (pow_even_nonneg _ 1)
    | |- 0 <= _ ^ 4 => apply (pow_even_nonneg _ 2)
    | |- 0 <= _ ^ 6 => apply (pow_even_nonneg _ 3)
    | |- 0 <= _ ^ 8 => apply (pow_even_nonneg _ 4)
    | |- 0 <= _ ^ _ => apply pow_le; sign_shape
    | |- _ ^ 3 < 0 => apply (pow_odd_neg _ 1); sign_shape
    | |- _ ^ _ <> 0 => apply pow_nonzero; sign_shape
    | |- 0 < sqrt _ => apply sqrt_lt_R0; sign_shape
    | |- 0 <= sqrt _ => apply sqrt_pos
    | |- 0 < Rpower _ _ => apply exp_pos
    | |- 0 <= Rabs _ => apply Rabs_pos
    | |- 0 < Rabs _ => apply Rabs_pos_lt; sign_shape
    | |- 0 < sinh _ => apply sinh_pos; sign_shape
    | |- sinh _ < 0 => apply sinh_neg; sign_shape
    | |- 0 < asin _ => apply asin_pos; sign_shape
    | |- asin _ < 0 => apply asin_neg; sign_shape
    | |- 0 < atan _ => apply atan_pos; sign_shape
    | |- atan _ < 0 => apply atan_neg; sign_shape
    | |- 0 < _ + _ => first [ apply Rplus_lt_0_compat; sign_shape | apply Rplus_lt_le_0_compat; sign_shape | apply Rplus_le_lt_0_compat; sign_shape ]
    | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; sign_shape
    | |- 0 <= _ => apply Rlt_le; sign_shape
    | |- _ <= 0 => apply Rlt_le; sign_shape
    | |- _ <> 0 => first [ apply pos_nz; sign_shape | apply neg_nz; sign_shape ]
    end ].
Ltac by_sign := unfold Rdiv, Rminus in *; first [ lra | sign_shape | nra
  | let Z := fresh in intro Z; match type of Z with ?v = 0 => is_var v; subst v end; rewrite Rabs_R0 in *; lra ].

Ltac is_integer := match goal with |- exists z : Z, _ = IZR z =>
  first [ exists 0%Z; lra | exists 1%Z; lra | exists 2%Z; lra | exists 3%Z; lra | exists (-1)%Z; lra | exists 4%Z; lra | exists 5%Z; lra ] end.

(* a rational point lies in the chart *)
Ltac at_witness :=
  pose proof PI_RGT_0; pose proof PI2_3_2; pose proof PI_4;
  repeat split; first [ exact I | is_integer | lra
    | rewrite ?Rabs_pos_eq by lra; lra | rewrite ?Rabs_left1 by lra; lra | by_sign ].
